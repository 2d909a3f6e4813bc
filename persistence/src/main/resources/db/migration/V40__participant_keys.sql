-- Every participant's own key, wrapped by a key-encryption key that is not in this database. The
-- service adds rows; only the owner changes (keys rotate) or removes (erase) them.
create table participant_keys (
  entity     text collate "C" primary key,
  kek        text not null,
  wrapped    bytea not null,
  created_at timestamptz not null default now()
);
comment on table participant_keys is 'Keys that seal the journal, wrapped. A row that is gone is a participant who was erased';
comment on column participant_keys.entity is 'study/participant; * seals what belongs to no participant';
comment on column participant_keys.kek is 'Name of the key-encryption key: the first 8 bytes of its SHA-256';

-- What was done to the keys: never changed.
create table key_events (
  event   bigint generated always as identity primary key,
  what    text not null check (what in ('created', 'rotated')),
  kek     text not null,
  keys    bigint not null,
  by      text not null,
  reason  text not null,
  at      timestamptz not null default now()
);
comment on table key_events is 'Key-encryption keys: when each was made and how many keys were wrapped with it';

alter table journal add column whole boolean not null default false;
create index journal_whole on journal (entity, sequence) where whole;
comment on column journal.whole is 'Holds a full state: recovery may begin here. Repeats the chained header''s kind';

create trigger only_added before update or delete or truncate on key_events
  for each statement execute function refuse_change();
alter table key_events enable always trigger only_added;
