-- States to begin a recovery at. Derived and sealed: deleting every row changes nothing but the
-- time that recoveries take.
create table snapshots (
  entity     text collate "C" primary key,
  sequence   bigint not null check (sequence > 0),
  rules      int not null,
  digest     bytea not null check (length(digest) = 32),
  state      bytea not null,
  written_at timestamptz not null default now()
);
alter table snapshots alter state set storage external;
comment on table snapshots is 'The last state of each participant that was idle: where its recovery begins. May be deleted at any time';
comment on column snapshots.sequence is 'The journal entry that the state follows';
comment on column snapshots.rules is 'Version of the rules that made the state; others begin at the last checkpoint';
comment on column snapshots.digest is 'Digest of that entry: the chain is checked from here on';
comment on column snapshots.state is 'Sealed with the participant''s key: see Snapshot.java';
