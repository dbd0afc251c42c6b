import arrowLeft from "lucide-static/icons/arrow-left.svg?raw";
import arrowRight from "lucide-static/icons/arrow-right.svg?raw";
import buildingTwo from "lucide-static/icons/building-2.svg?raw";
import check from "lucide-static/icons/check.svg?raw";
import chevronDown from "lucide-static/icons/chevron-down.svg?raw";
import chevronRight from "lucide-static/icons/chevron-right.svg?raw";
import circleCheck from "lucide-static/icons/circle-check.svg?raw";
import circleDashed from "lucide-static/icons/circle-dashed.svg?raw";
import circleMinus from "lucide-static/icons/circle-minus.svg?raw";
import circleQuestionMark from "lucide-static/icons/circle-question-mark.svg?raw";
import clipboardPaste from "lucide-static/icons/clipboard-paste.svg?raw";
import copy from "lucide-static/icons/copy.svg?raw";
import externalLink from "lucide-static/icons/external-link.svg?raw";
import eye from "lucide-static/icons/eye.svg?raw";
import eyeOff from "lucide-static/icons/eye-off.svg?raw";
import fileDown from "lucide-static/icons/file-down.svg?raw";
import flaskConical from "lucide-static/icons/flask-conical.svg?raw";
import headset from "lucide-static/icons/headset.svg?raw";
import history from "lucide-static/icons/history.svg?raw";
import hourglass from "lucide-static/icons/hourglass.svg?raw";
import info from "lucide-static/icons/info.svg?raw";
import keyRound from "lucide-static/icons/key-round.svg?raw";
import link from "lucide-static/icons/link.svg?raw";
import listChecks from "lucide-static/icons/list-checks.svg?raw";
import lock from "lucide-static/icons/lock.svg?raw";
import mail from "lucide-static/icons/mail.svg?raw";
import messageSquare from "lucide-static/icons/message-square.svg?raw";
import minus from "lucide-static/icons/minus.svg?raw";
import octagonX from "lucide-static/icons/octagon-x.svg?raw";
import plug from "lucide-static/icons/plug.svg?raw";
import plus from "lucide-static/icons/plus.svg?raw";
import qrCode from "lucide-static/icons/qr-code.svg?raw";
import refreshCw from "lucide-static/icons/refresh-cw.svg?raw";
import search from "lucide-static/icons/search.svg?raw";
import send from "lucide-static/icons/send.svg?raw";
import shieldAlert from "lucide-static/icons/shield-alert.svg?raw";
import shieldCheck from "lucide-static/icons/shield-check.svg?raw";
import trashTwo from "lucide-static/icons/trash-2.svg?raw";
import triangleAlert from "lucide-static/icons/triangle-alert.svg?raw";
import unplug from "lucide-static/icons/unplug.svg?raw";
import user from "lucide-static/icons/user.svg?raw";
import users from "lucide-static/icons/users.svg?raw";
import wifiOff from "lucide-static/icons/wifi-off.svg?raw";

export const icons = {
  "arrow-left": arrowLeft,
  "arrow-right": arrowRight,
  "building-2": buildingTwo,
  check,
  "chevron-down": chevronDown,
  "chevron-right": chevronRight,
  "circle-check": circleCheck,
  "circle-dashed": circleDashed,
  "circle-minus": circleMinus,
  "circle-question-mark": circleQuestionMark,
  "clipboard-paste": clipboardPaste,
  copy,
  "external-link": externalLink,
  eye,
  "eye-off": eyeOff,
  "file-down": fileDown,
  "flask-conical": flaskConical,
  headset,
  history,
  hourglass,
  info,
  "key-round": keyRound,
  link,
  "list-checks": listChecks,
  lock,
  mail,
  "message-square": messageSquare,
  minus,
  "octagon-x": octagonX,
  plug,
  plus,
  "qr-code": qrCode,
  "refresh-cw": refreshCw,
  search,
  send,
  "shield-alert": shieldAlert,
  "shield-check": shieldCheck,
  "trash-2": trashTwo,
  "triangle-alert": triangleAlert,
  unplug,
  user,
  users,
  "wifi-off": wifiOff,
} as const;

export type IconName = keyof typeof icons;

/** Icons that point along the reading direction. */
export const mirrored: ReadonlySet<IconName> = new Set(["arrow-left", "arrow-right", "chevron-right"]);
