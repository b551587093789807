import type en from "./words.broken.en";

const de: typeof en = {
  failed: "Diese Seite ist fehlgeschlagen",
  newVersion: "Eine neue Version ist verfügbar",
  notFetched: "Dieser Teil der Seite ließ sich nicht laden: Es gibt einen neueren, oder der Server ist nicht erreichbar.",
  reload: "Neu laden",
  copy: "Einzelheiten kopieren",
};

export default de;
