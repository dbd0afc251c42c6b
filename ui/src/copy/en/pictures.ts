import type { Picture } from "../../bridge/generated/bridge";
import { labels } from "./labels";

/** The eight drawings of C3: what to call each, and what tells it apart for a person who can't see it. */
export const pictures: Record<Picture, { label: string; alt: string }> = {
  signIn: {
    label: "A place to sign in",
    alt: "A page with a place to type an email and a button to go on",
  },
  acceptList: {
    label: `A list with **${labels.accept}**`,
    alt: `A list of permissions with two buttons, ${labels.cancel} and ${labels.accept}`,
  },
  requestBox: {
    label: "A box to type a reason",
    alt: `A large box to type a reason, and a ${labels.requestApproval} button under it`,
  },
  adminOnly: {
    label: `**${labels.needAdminApproval}**, no box`,
    alt: `The words ${labels.needAdminApproval} and text under them. No box, no button`,
  },
  requestSent: {
    label: "My request was sent",
    alt: `A paper plane and the words ${labels.requestSent}`,
  },
  errorCode: {
    label: "An error or a code",
    alt: "A warning sign and an error code",
  },
  closePage: {
    label: "It says I can close the page",
    alt: "A browser tab with a cross to close it, and a large tick on the page",
  },
  noPage: {
    label: "No page, or none of these",
    alt: "An empty dashed outline with a question mark",
  },
};

/** The larger drawings with a ring on the thing to select. */
export const largeDrawings = {
  tickBox: `The list of permissions. A ring marks the tick box for your organization. ${labels.accept} is at the bottom`,
  requestBox: `A large box to type a reason. A ring marks the ${labels.requestApproval} button under it`,
  grant: `A page with a menu. A ring marks the ${labels.grant} button above the list`,
  findApp: `A page with a search box and a table. A ring marks the one row of the app`,
  permissionsMenu: `A page with a menu. A ring marks ${labels.permissions}, under ${labels.security}`,
  requests: `A page with two tabs. A ring marks the tab ${labels.myPending}, above a list of requests`,
  reviewRequest: `The details of a request. A ring marks the button ${labels.reviewPermissions}`,
  secret: `A table with one row. A ring marks ${labels.value}. ${labels.secretId} next to it is not marked`,
  newRegistration: `A form. A ring marks the box for the ${labels.name}. Below are account types and the ${labels.register} button`,
  appOverview: "The page of an app. A ring marks two IDs, one under the other",
  tickPermissions: `A list of permissions with boxes to tick. A ring marks two ticked ones. ${labels.addPermissions} is below`,
  grantRows: `A list of permissions. A ring marks the ${labels.grant} button above it`,
  certificate: `A ring marks ${labels.uploadCertificate}. Below it is a row with a ${labels.thumbprint}`,
};

export const drawingCaption = "Drawing, not the real page.";
