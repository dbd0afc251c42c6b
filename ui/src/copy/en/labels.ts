import azurePortal from "../labels/en/2022.json";
import before from "../labels/en/2025.json";
import words from "../labels/en/2026-11.json";

const BETWEEN = " > ";

/** Labels of Microsoft's pages, in the language of those pages, as they read on `labelsSeen`. */
export const labels = {
  ...words,
  /** The lines of the tick box in the drawing; it does not fit on one. */
  onBehalfLines: ["Consent on behalf of", "your organization"],
  /** The lines of the dead end's heading in the drawing. */
  needAdminApprovalLines: ["Need admin", "approval"],
  /** A sample of Microsoft's own error number. */
  sampleCode: "AADSTS50105",
};

/** The day the labels were compared with Microsoft's documentation. */
export const labelsSeen = "2026-11-22";

/** Where an admin finds things in the Entra admin center. */
export const menuPaths = {
  grant: (product: string) =>
    [
      words.entraId,
      words.enterpriseApps,
      words.allApplications,
      product,
      words.permissions,
      words.grant,
    ].join(BETWEEN),
  requests: [words.entraId, words.enterpriseApps, words.adminConsentRequests, words.myPending].join(BETWEEN),
  register: [words.entraId, words.appRegistrations, words.newRegistration].join(BETWEEN),
};

/** The way to the enterprise apps in one dated menu. */
interface AppsMenu {
  entraId: string;
  applications?: string;
  enterpriseApps: string;
}

const appsMenu = ({ entraId, applications, enterpriseApps }: AppsMenu) =>
  [entraId, applications, enterpriseApps].filter((label) => label !== undefined);

/** A menu that some organizations still see, and when it was the usual one (`entra-consent.md` 7). */
export interface OlderMenu {
  years: string;
  apps: readonly string[];
}

/** The steps of the menu to the enterprise apps, now and before. */
export const appsMenus: { now: readonly string[]; older: readonly OlderMenu[] } = {
  now: appsMenu(words),
  older: [
    { years: "2023 to 2025", apps: appsMenu(before) },
    { years: "2022", apps: appsMenu(azurePortal) },
  ],
};

const registrations = (menu: AppsMenu & { appRegistrations: string }) => [
  ...appsMenu(menu).slice(0, -1),
  menu.appRegistrations,
];

/** The steps of the menu to the app registrations, now and before. */
export const registrationMenus: typeof appsMenus = {
  now: registrations(words),
  older: [
    { years: "2023 to 2025", apps: registrations(before) },
    { years: "2022", apps: registrations(azurePortal) },
  ],
};

/** The button names the organization as Microsoft calls it; a domain is not that name. */
export const grantLabel = (organization: string | null) =>
  organization === null || organization.includes(".")
    ? words.grant
    : words.grantFor.replace("{organization}", () => organization);

/** What a row says once it is approved. */
export const grantedLabel = (organization: string | null) =>
  organization === null || organization.includes(".")
    ? words.granted
    : words.grantedFor.replace("{organization}", () => organization);

/** The roles that may approve, as Microsoft names them. */
export const roles = {
  cloudApplicationAdministrator: words.cloudApplicationAdministrator,
  privilegedRoleAdministrator: words.privilegedRoleAdministrator,
  applicationAdministrator: words.applicationAdministrator,
  teamsAdministrator: words.teamsAdministrator,
};
