-- Who saw and changed what. Rows are only ever added; they stay when a participant is erased, and
-- hold pseudonyms, never values or free text.
create table access_log (
  access        bigint generated always as identity primary key,
  at            timestamptz not null,
  subject       text not null,
  role          text,
  organisation  text,
  authenticated boolean not null,
  method        text not null,
  action        text not null
    check (action in ('read', 'write', 'began', 'ended', 'refused', 'noted')),
  study         text,
  participant   text,
  about         text not null,
  peer          text not null,
  outcome       text not null,
  detail        text not null,
  node          text not null
);
create index access_log_by_time on access_log using brin (at);
create index access_log_by_participant on access_log (study, participant, access)
  where participant is not null;
comment on table access_log is 'Every read of participants'' data, every write and every refusal';
comment on column access_log.subject is 'Of the token; without accounts whoever the request named, as claimed; empty where nobody';
comment on column access_log.authenticated is 'Whether a token proved who it was';
comment on column access_log.action is 'read, write; began, ended: of a stream; refused; noted: by the service itself';
comment on column access_log.about is 'What of the participant: range, channels, as of when';
comment on column access_log.peer is 'Address that the call came from';
comment on column access_log.outcome is 'Name of the gRPC status';
comment on column access_log.detail is 'Of a stream''s end: how many messages; of a refusal: its code';
comment on column access_log.node is 'Node that answered';
create trigger only_added before update or delete or truncate on access_log
  for each statement execute function refuse_change();
alter table access_log enable always trigger only_added;
