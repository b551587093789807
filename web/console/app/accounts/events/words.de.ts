import type en from "./words.en";

const de: typeof en = {
  list: (account) => `Was in ${account} geschah`,
  find: "Meldung oder Person",
  action: "Was",
  anyAction: "Alles",
  columns: { when: "Wann", who: "Wer", what: "Was", message: "Meldung" },
  onlyBy: (who) => `Nur was ${who} getan hat`,
  byOne: "Wer",
  somebody: "eine Person",
  from: "Von",
  until: "Bis",
  day: { from: "Ab diesem Tag", until: "Bis einschließlich diesem Tag" },
  export: "Als CSV herunterladen",
  exportFailed: "Das Herunterladen hat nicht geklappt.",
  tooMany: "Zu oft heruntergeladen. Bitte warten Sie etwas.",
  empty: "Hier ist noch nichts geschehen",
  actions: {
    request_submitted: "Anfrage gesendet",
    request_reminded: "Erinnerung",
    request_acted_upon: "Entscheidung",
    request_withdrawn: "Anfrage zurückgezogen",
    request_expired: "Anfrage abgelaufen",
    request_escalated: "Anfrage eskaliert",
    request_changed: "Anfrage geändert",
    role_granted: "Rolle vergeben",
    role_changed: "Rolle geändert",
    role_revoked: "Rolle entzogen",
    account_changed: "Konto geändert",
    account_nearby: "Konto in der Nähe",
    administrator_appointed: "Administrator ernannt",
    rule_skipped: "Regel übersprungen",
    "log.exported": "Protokoll heruntergeladen",
  },
};

export default de;
