-- Who looked whether the journal is what was written, and what they found. Evidence of diligence, not
-- of the journal: that is in its chains, in anchors and certificates kept elsewhere.
create table audits (
  audit        bigint generated always as identity primary key,
  what         text not null check (what in ('verified', 'anchored', 'replayed', 'certified')),
  at           timestamptz not null default now(),
  scope        text not null,
  participants bigint not null,
  entries      bigint not null,
  findings     bigint not null,
  found        text[] not null default '{}',
  sha256       text,
  public_key   text
);
create index audits_newest on audits (what, audit desc);
comment on table audits is 'Verifications, anchors, replays and certificates, as they were made; rows are only ever added';
comment on column audits.what is 'verified: chains followed. anchored: heads signed. replayed: facts compared. certified: that signed';
comment on column audits.scope is 'Empty: everybody; a study; or study/participant';
comment on column audits.findings is 'Entries that are not as written, or whose facts differ';
comment on column audits.found is 'The first few of them in words: study/participant, sequence, why; never a value';
comment on column audits.sha256 is 'Of the file that was written, hexadecimal; null where none was';
comment on column audits.public_key is 'Who signed it, X.509 in Base64';
create trigger only_added before update or delete or truncate on audits
  for each statement execute function refuse_change();
alter table audits enable always trigger only_added;

-- Facts that topics are to have, added up by the tables' tail in its own transaction.
create table ledger_facts (
  slice  smallint not null,
  sink   text not null,
  facts  bigint not null,
  primary key (slice, sink)
);
comment on table ledger_facts is 'How many facts of the journal each outgoing topic is to have, as far as the tables'' tail has come';

-- What the topics' writers say that they have delivered: their own count lies in Kafka, in the
-- transactions that delivered; this is a copy of it to look at.
create table ledger_delivered (
  slice  smallint not null,
  sink   text not null,
  facts  bigint not null,
  at     timestamptz not null default now(),
  primary key (slice, sink)
);
comment on table ledger_delivered is 'How many records each slice''s writer has delivered to each outgoing topic';
