import type en from "./words.en";

const de: typeof en = {
  version: (version) => `Fassung ${version}`,
  inForce: "In Kraft",
  earlier: "Frühere Fassung",
  accepted: "Angenommen",
  open: "Noch nicht angenommen",
  by: (who) => `von ${who}`,
  read: (name) => `„${name}“ lesen`,
  noText: "Es ist keine Adresse hinterlegt, unter der man sie lesen kann: Fragen Sie den Betreiber nach dem Text.",
  tick: (name, account) => `Ich habe „${name}“ gelesen und nehme sie für ${account} an.`,
  tickProblem: "Setzen Sie das Häkchen, um sie anzunehmen.",
  accept: "Annehmen",
  done: "Für das ganze Konto angenommen.",
  cannot: "Sie können sie nicht annehmen:",
  unseen: "Ihre Rollen zeigen die Vereinbarungen dieses Kontos nicht.",
};

export default de;
