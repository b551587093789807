import type { Happened } from "./words.happened.en";

const happened: Happened = {
  ended: {
    PENDING: (by, of, place) => `${of}: Anfrage an ${place} ist offen (${by})`,
    APPROVED: (by, of, place) => `${by} hat die Anfrage von ${of} an ${place} genehmigt`,
    DECLINED: (by, of, place) => `${by} hat die Anfrage von ${of} an ${place} abgelehnt`,
    CANCELLED: (_by, of, place) => `Die Anfrage von ${of} an ${place} wurde zurückgezogen`,
    EXPIRED: (_by, of, place) => `Auf die Anfrage von ${of} an ${place} hat niemand rechtzeitig geantwortet`,
  },
  told: {
    REQUEST_SUBMITTED: (_by, of, place) => `${of} bittet um Zugang zu ${place}`,
    REQUEST_REMINDED: (_by, of, place) => `${of} erinnert an die Anfrage an ${place}`,
    REQUEST_ACTED_UPON: (by, of, place) => `${by} hat über die Anfrage von ${of} an ${place} entschieden`,
    REQUEST_WITHDRAWN: (_by, of, place) => `Die Anfrage von ${of} an ${place} wurde zurückgezogen`,
    REQUEST_EXPIRED: (_by, of, place) => `Auf die Anfrage von ${of} an ${place} hat niemand rechtzeitig geantwortet`,
    REQUEST_ESCALATED: (_by, of, place) => `Auf die Anfrage von ${of} an ${place} antwortet niemand; die Betreiber wissen es`,
    REQUEST_CHANGED: (_by, of, place) => `Die Anfrage von ${of} an ${place} ist einen Schritt weiter`,
    ROLE_GRANTED: (by, _of, place) => `${by} hat in ${place} eine Rolle vergeben`,
    ROLE_CHANGED: (by, _of, place) => `${by} hat in ${place} eine Rolle geändert`,
    ROLE_REVOKED: (by, _of, place) => `${by} hat in ${place} eine Rolle entzogen`,
    ACCOUNT_CHANGED: (by, _of, place) => `${by} hat ${place} geändert`,
    ACCOUNT_NEARBY: (_by, _of, place) => `Jemand beantragt ein Konto unterhalb der Domäne von ${place}`,
    ADMINISTRATOR_APPOINTED: (_by, _of, place) => `${place} hat einen neuen delegierten Administrator`,
    ADMINISTRATOR_CHANGED: (_by, _of, place) => `Bei den delegierten Administratoren von ${place} hat sich etwas geändert`,
    PORTAL_ACCESS_CHANGED: (by, _of, place) => `${by} hat den Portalzugang bei ${place} geändert`,
    SUPPORT_ACCESS_CHANGED: (by, _of, place) => `${by} hat den Supportzugang zu ${place} geändert`,
  },
};

export default happened;
