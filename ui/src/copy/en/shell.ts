import type { Screen, SetupStep, WalkStep } from "../../bridge/generated/bridge";

const stepCodes: Record<Exclude<Screen["kind"], "step" | "ownApp">, string> = {
  start: "S1",
  chooseProduct: "S3",
  beforeSignIn: "C1",
  doItForMe: "R0",
  waitingForBrowser: "C2",
  picturePicker: "C3",
  checking: "C4",
  connected: "C5",
  canApprove: "C6",
  requestBox: "C7",
  adminOnly: "C8",
  waitingForAdmin: "C9",
  askYourAdmin: "H1",
  checklist: "K1",
  connections: "M1",
  connection: "M2",
  pasteError: "T1",
  answer: "T2",
  practice: "P1",
  reviewApp: "A1",
  doNotApprove: "A1",
  pickWay: "A2",
  proof: "A7",
  setupFile: "S3",
  setupFileRefused: "S3",
};

const walkCodes: Record<WalkStep, string> = {
  openAdminCenter: "A3",
  findApp: "A4",
  openPermissions: "A5",
  grantForEveryone: "A6",
  openRequests: "Q1",
  approveRequest: "Q2",
  check: stepCodes.proof,
};

const setupCodes: Record<SetupStep, string> = {
  getReady: "R1",
  registerApp: "R2",
  pasteIds: "R3",
  addPermissions: "R4",
  grantConsent: "R5",
  makeCredential: "R6",
  teamsPolicy: "R7",
  meteredApi: "R8",
  checkAnswers: "R9",
  handOver: "R10",
};

/** The code of the screen at hand, to be read aloud to a helper. */
const stepCode = (screen: Screen) => {
  if (screen.kind === "step") return walkCodes[screen.card.step];
  return screen.kind === "ownApp" ? setupCodes[screen.card.step] : stepCodes[screen.kind];
};

/** Words of the frame: header, footer, band, dialogs and live messages. */
export const shell = {
  app: "Usher",
  theProduct: "the product",
  theMaker: "the maker",
  starting: "Starting",
  skip: "Skip to the content",
  back: "Back",
  help: "Help",
  step: "Step",
  session: "Session",
  sessionAbout: "About the session code",
  noAccess: "This code gives no one access.",
  hideDetails: "Hide details",
  showDetails: "Show details",
  detailsHidden: "Details are hidden.",
  detailsShown: "Details are shown.",
  hidden: "Hidden",
  smallerText: "Smaller text",
  largerText: "Larger text",
  smallerSign: "A−",
  largerSign: "A+",
  textSize: (percent: number) => `Text size ${percent}%`,
  copied: "Copied.",
  linkCopied: "The link is copied.",
  copyFailed: "It could not be copied. Select the text and copy it yourself.",
  stepCodes,
  stepCode,
  errorTitle: "There is a problem",
  errorPrefix: "Error: ",
  noticeClose: "Close this message",
  practice: {
    name: "Practice mode",
    word: "Practice",
    meaning: "Nothing here is real. No one gets a message.",
    leave: "Leave practice",
  },
  helpDialog: {
    title: "Help",
    code: (step: string) => `You are at step ${step}.`,
    session: (code: string) => `Your session code is ${code}.`,
    tell: "Tell these two to the person who helps you.",
    maker: (product: string) => `Help from ${product}`,
    makerCopy: "Copy the link",
    paste: "Paste an error",
    close: "Close",
  },
  stopped: {
    title: "Usher has stopped",
    meaning: "This window no longer hears from the part that does the work.",
    next: "Close the window and open it again. Your place is saved.",
  },
};
