import words from "./scenarios.json";

const known = new Map(Object.entries(words));

/** What there is to practice. A name without words stands for itself. */
function scenarios(name: string): { title: string; detail: string } {
  const found = known.get(name);
  return found === undefined ? { title: name, detail: "" } : { title: found.title, detail: found.what };
}

export const practice = {
  title: "Practice mode",
  lead: "Nothing here is real. No one gets a message. Pick what you want to practice.",
  legend: "What to practice",
  scenarios,
  who: (product: string) => `You practice with ${product}.`,
  account: "Account to use",
  password: "Password",
  start: "Start practice",
  leave: "Leave practice",
  pickFirst: "Pick what you want to practice first.",
};
