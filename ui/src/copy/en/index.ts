import returnPage from "./return-page.json";
import { answer, answerWords, codes, pasteError, situations } from "./answering";
import {
  adminOnly,
  askYourAdmin,
  canApprove,
  permissionCount,
  requestBox,
  waitingForAdmin,
} from "./approving";
import { checklist, connections, summary } from "./keeping";
import { labels, labelsSeen, menuPaths, roles } from "./labels";
import { direction, language, list, plural, time } from "./language";
import { adminMessage } from "./message";
import { needsOwnApp } from "./needsOwnApp";
import { drawingCaption, largeDrawings, pictures } from "./pictures";
import { practice } from "./practice";
import { problems, problemWords } from "./problems";
import { shell } from "./shell";
import { checking, connected, picturePicker, waitingForBrowser } from "./signingIn";
import { beforeSignIn, chooseProduct, start } from "./starting";

/** American English: the source of every other language pack. */
export const en = {
  language,
  direction,
  list,
  plural,
  time,
  shell,
  start,
  chooseProduct,
  beforeSignIn,
  needsOwnApp,
  waitingForBrowser,
  picturePicker,
  checking,
  connected,
  canApprove,
  requestBox,
  adminOnly,
  waitingForAdmin,
  askYourAdmin,
  adminMessage,
  checklist,
  summary,
  connections,
  pasteError,
  answer,
  answerWords,
  codes,
  practice,
  problems,
  problemWords,
  situations,
  pictures,
  largeDrawings,
  drawingCaption,
  labels,
  labelsSeen,
  menuPaths,
  roles,
  permissionCount,
  returnPage,
};
