import {
  NotificationDrawerList, NotificationDrawerListItem, NotificationDrawerListItemBody, NotificationDrawerListItemHeader, Title,
} from "@patternfly/react-core";
import { Link } from "wouter";

import { Empty } from "../kit/Empty";
import { When, useNow } from "../kit/When";
import { useFormat } from "../words";
import { type NoticePlace, placeOf } from "./placeOf";
import { useMessage } from "./useMessage";
import { useReader } from "./useReader";
import { useShellWords } from "./useShellWords";

const DAY_MS = 86_400_000;
const LOOKS = { APPROVED: "success", DECLINED: "danger", EXPIRED: "warning", CANCELLED: "custom", PENDING: "info" } as const;

interface Props {
  /** The newest first. */
  notices: NoticePlace[];
  readUpTo: string | null;
  onFollow: () => void;
}

/** Notices under the days on which they came. */
export function NoticeDays({ notices, readUpTo, onFollow }: Props) {
  const words = useShellWords();
  const format = useFormat();
  const now = useNow();
  const dayOf = (at: string): string => {
    if (format.date(at) === format.date(new Date(now).toISOString())) return words.today;
    if (format.date(at) === format.date(new Date(now - DAY_MS).toISOString())) return words.yesterday;
    return format.date(at);
  };
  if (!notices.length) return <Empty title={words.noNotices}>{words.noNoticesYet}</Empty>;
  const days = [...new Set(notices.map(({ actedAt }) => dayOf(actedAt)))];
  return days.map((day) => (
    <section key={day}>
      <Title headingLevel="h2" size="md" className="day">{day}</Title>
      <NotificationDrawerList aria-label={day}>
        {notices
          .filter(({ actedAt }) => dayOf(actedAt) === day)
          .map((notice) => (
            <Line key={notice.id} of={notice} readUpTo={readUpTo} onFollow={onFollow} />
          ))}
      </NotificationDrawerList>
    </section>
  ));
}

interface LineProps {
  of: NoticePlace;
  readUpTo: string | null;
  onFollow: () => void;
}

function Line({ of: notice, readUpTo, onFollow }: LineProps) {
  const words = useShellWords();
  const messageOf = useMessage();
  const reader = useReader();
  const place = placeOf(notice, reader);
  const isNew = notice.actedBy?.id !== reader.id && (!readUpTo || notice.actedAt > readUpTo);
  return (
    <NotificationDrawerListItem
      isHoverable={false}
      tabIndex={-1}
      isRead={!isNew}
      readStateScreenReaderText={isNew ? words.isUnread : words.isRead}
      variant={notice.outcome ? LOOKS[notice.outcome] : "info"}
    >
      <NotificationDrawerListItemHeader
        variant={notice.outcome ? LOOKS[notice.outcome] : "info"}
        title={messageOf(notice)}
        headingLevel="h3"
      />
      <NotificationDrawerListItemBody timestamp={<When at={notice.actedAt} />}>
        {notice.reason && <p className="kept-lines">{words.because(notice.reason)}</p>}
        {place && <Link href={place} onClick={onFollow} aria-label={`${words.look}: ${messageOf(notice)}`}>{words.look}</Link>}
      </NotificationDrawerListItemBody>
    </NotificationDrawerListItem>
  );
}
