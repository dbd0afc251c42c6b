import type { SetupStepName } from "../../bridge/generated/bridge";
import { labels } from "./labels";
import { plural } from "./language";

const steps: Record<SetupStepName, { title: string; detail: string }> = {
  registerApp: {
    title: "Register an app",
    detail: `In the Entra admin center, under **${labels.appRegistrations}**.`,
  },
  addPermissions: { title: "Add the permissions", detail: `Under **${labels.apiPermissions}** of that app.` },
  grantAdminConsent: {
    title: "Approve them for your organization",
    detail: `With **${labels.grant}**. This needs the role ${labels.privilegedRoleAdministrator}.`,
  },
  makeSecret: {
    title: "Make a secret",
    detail: `Under **${labels.certificatesAndSecrets}**. Copy its **${labels.value}**, not its ID.`,
  },
  teamsPolicy: {
    title: "Let the app into Teams",
    detail: "A Teams admin runs four commands. It can take 30 minutes to work.",
  },
  meteredApi: { title: "Set up billing", detail: "Microsoft no longer bills for this, so you can skip it." },
  handOver: { title: "Hand the values over", detail: "Copy them into the settings of the product." },
};

export const needsOwnApp = {
  title: (product: string) => `${product} needs an app of your own`,
  lead: "An admin sets this up once for your organization. It takes about 25 minutes.",
  honest: "Usher can't do these steps for you yet. Here is what will be needed.",
  who: "More than one admin can share the steps.",
  stepsTitle: "The steps",
  steps,
  notNeeded: "Not needed",
  permissionsTitle: (count: number) =>
    plural(count, { one: "# permission, with its reason", other: "# permissions, with their reasons" }),
  required: "Always needed",
  onlyFor: (feature: string) => `Only for ${feature}`,
  settingsTitle: (vendor: string) => `What ${vendor} asks you for`,
  ask: "Ask my admin",
  back: "Back",
};
