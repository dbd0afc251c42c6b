import notification from "./notification.json";
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
import { connection } from "./connection";
import { doingIt } from "./doingIt";
import { checklist, connections, summary } from "./keeping";
import { appsMenus, labels, labelsSeen, menuPaths, registrationMenus, roles } from "./labels";
import { kept } from "./kept";
import { direction, language, list, plural, time } from "./language";
import { adminMessage } from "./message";
import { obstacles } from "./obstacles";
import { drawingCaption, largeDrawings, pictures } from "./pictures";
import { practice } from "./practice";
import { problems, problemWords } from "./problems";
import { proving, receipt } from "./proving";
import { doNotApprove, judging, reviewApp } from "./reviewing";
import { setupFile, setupFileRefused } from "./setupFile";
import { settingUp } from "./settingUp";
import { handOver, setupAnswers, setupForm } from "./setupForm";
import {
  addPermissions,
  getReady,
  grantConsent,
  makeCredential,
  meteredApi,
  output,
  pasteIds,
  registerApp,
  teamsPolicy,
  turnOnApp,
} from "./setupSteps";
import { shell } from "./shell";
import { checking, connected, picturePicker, waitingForBrowser } from "./signingIn";
import { beforeSignIn, chooseProduct, start } from "./starting";
import { pickWay, walking } from "./walking";

/** American English: the source of every other language pack. */
export const en = {
  language,
  direction,
  list,
  plural,
  time,
  kept,
  shell,
  start,
  chooseProduct,
  beforeSignIn,
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
  reviewApp,
  judging,
  doNotApprove,
  pickWay,
  walking,
  proving,
  receipt,
  checklist,
  summary,
  connections,
  connection,
  pasteError,
  answer,
  answerWords,
  codes,
  practice,
  settingUp,
  setupSteps: {
    getReady,
    registerApp,
    pasteIds,
    addPermissions,
    grantConsent,
    makeCredential,
    teamsPolicy,
    meteredApi,
    output,
    turnOnApp,
  },
  setupForm,
  setupAnswers,
  handOver,
  doingIt,
  obstacles,
  problems,
  problemWords,
  situations,
  pictures,
  largeDrawings,
  drawingCaption,
  labels,
  labelsSeen,
  menuPaths,
  appsMenus,
  registrationMenus,
  roles,
  permissionCount,
  returnPage,
  notification,
  setupFile,
  setupFileRefused,
};
