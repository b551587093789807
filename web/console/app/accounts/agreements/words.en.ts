const en = {
  version: (version: string) => `Version ${version}`,
  inForce: "In force",
  earlier: "Earlier version",
  accepted: "Accepted",
  open: "Not accepted yet",
  by: (who: string) => `by ${who}`,
  read: (name: string) => `Read the ${name}`,
  noText: "No address is given where it can be read: ask whoever runs this service for the text.",
  tick: (name: string, account: string) => `I have read the ${name} and accept it for ${account}.`,
  tickProblem: "Tick that you accept it.",
  accept: "Accept",
  done: "Accepted for the whole account.",
  cannot: "You cannot accept it:",
  unseen: "Your roles do not show the agreements of this account.",
};

export default en;
