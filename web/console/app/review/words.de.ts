import type en from "./words.en";

const de: typeof en = {
  decision: "Ihre Entscheidung",
  outcome: "Ergebnis",
  atTime: (time) => `um ${time} Uhr`,
  onDay: (moment) => `am ${moment}`,
  acted: {
    APPROVED: (by, when) => `${by} hat diese Anfrage ${when} genehmigt`,
    DECLINED: (by, when) => `${by} hat diese Anfrage ${when} abgelehnt`,
    CANCELLED: (by, when) => `${by} hat diese Anfrage ${when} zurückgezogen`,
    EXPIRED: (by, when) => `${by} hat diese Anfrage ${when} ablaufen lassen`,
    PENDING: (by, when) => `${by} hat über diese Anfrage ${when} entschieden`,
  },
  youActed: {
    APPROVED: (when) => `Sie haben diese Anfrage ${when} genehmigt`,
    DECLINED: (when) => `Sie haben diese Anfrage ${when} abgelehnt`,
    CANCELLED: (when) => `Sie haben diese Anfrage ${when} zurückgezogen`,
    EXPIRED: (when) => `Sie haben diese Anfrage ${when} ablaufen lassen`,
    PENDING: (when) => `Sie haben über diese Anfrage ${when} entschieden`,
  },
  expired: (when) => `Diese Anfrage ist ${when} abgelaufen`,
  closed: (when) => `Diese Anfrage wurde ${when} geschlossen`,
  causes: {
    WITHDRAWN: "",
    ACCOUNT_DEACTIVATED: "Das Konto wurde geschlossen.",
    USER_DEACTIVATED: "Der Zugang der anfragenden Person wurde geschlossen.",
    NOT_ANSWERED: "Niemand hat rechtzeitig geantwortet.",
  },
  rule: (name) => `Die Regel „${name}“`,
  elsewhere: "Das waren Sie in einem anderen Fenster.",
  nothingNeeded: "Sie brauchen nichts weiter zu tun.",
  reasonOf: (name) => `Begründung von ${name}:`,
  noReason: "Es wurde keine Begründung angegeben.",
  lost: (place) => `Sie sind kein Administrator von ${place} mehr`,
  lostBody:
    "Sie können über diese Anfrage nicht mehr entscheiden und hören nichts mehr von ihr. Was Sie geschrieben haben, bleibt erhalten.",
  note: "Ihre nicht gesendete Notiz",
  noteKept: "Sie wurde niemandem geschickt.",
  offline: "Sie sind offline",
  offlineBody:
    "Es wurde nichts gesendet, und Ihre Auswahl bleibt erhalten. Entscheiden Sie erneut, sobald die Verbindung wieder besteht.",
  later: (n) => `Nächste offene Anfrage (${n})`,
  last: "Sonst ist nichts offen",
};

export default de;
