-- What Zeitgeber keeps. Times ending in _micros are microseconds since the epoch, UTC.
-- Runs as the owner of the schema; Migrations.java grants the service role what it needs.

-- Every instance of PostgreSQL counts transactions for itself. After a restore into a new
-- instance or a migration the count starts anew, so that (committed_in, ordering) alone no longer
-- says what came first: the generation does.
create table generations (
  generation        int primary key,
  system_identifier bigint not null,
  opened_at         timestamptz not null default now(),
  by                text not null,
  reason            text not null
);
comment on table generations is 'Instances of PostgreSQL that the journal has lived in, in order';
comment on column generations.system_identifier is 'pg_control_system().system_identifier of the instance';

insert into generations (generation, system_identifier, by, reason)
  select 1, system_identifier, 'zeitgeber', 'created' from pg_control_system();

-- One row is one step of one participant: the input and the facts, as EntryCodec writes them.
-- Not partitioned: PostgreSQL 15 has no identity columns on partitioned tables, and no retention
-- drops whole partitions here (a journal that can forget proves nothing). Erasure (issue C)
-- destroys a participant's key and touches no row, so it needs no partitions either. A later
-- release that does partition creates a second table, hash-partitioned by entity, for new
-- generations, and leaves this one as it is.
create table journal (
  ordering     bigint generated always as identity,
  sequence     bigint not null check (sequence > 0),
  committed_in xid8 not null default pg_current_xact_id(),
  written_at   timestamptz not null default now(),
  writer       uuid not null,
  topic_id     uuid,
  generation   int not null,
  partition    int,
  records      int not null,
  refused      int not null,
  slice        smallint not null check (slice between 0 and 15),
  outbound     boolean not null,
  entity       text collate "C" not null,
  digest       bytea not null check (length(digest) = 32),
  payload      bytea not null,
  primary key (entity, sequence)
);
-- Payloads are compressed already; rows up to 8 KB stay in one piece (measured: twice the rows/s).
alter table journal alter payload set storage external;
alter table journal set (toast_tuple_target = 8160);
create index journal_tail on journal (slice, generation, committed_in, ordering);
create index journal_outbound on journal (slice, generation, committed_in, ordering) where outbound;
comment on table journal is 'The source of truth: every step of every participant, chained by digests. Rows are only ever added';
comment on column journal.ordering is 'Order of insertion inside one transaction; across transactions it is not the order of commits';
comment on column journal.sequence is 'Place of the entry in its participant''s history, from 1, without gaps';
comment on column journal.committed_in is 'The transaction that wrote the row; the tail reads below the oldest one still running';
comment on column journal.written_at is 'Clock of the database; for people, nothing depends on it';
comment on column journal.writer is 'Incarnation of the participant''s actor that wrote the row';
comment on column journal.generation is 'Instance of PostgreSQL that committed_in belongs to: see generations';
comment on column journal.topic_id is 'Kafka''s id of the topic that the input came from; null where it came another way. Repeats the chained header, for the ledger';
comment on column journal.partition is 'Partition that the input came from. Repeats the chained header, for the ledger';
comment on column journal.records is 'How many records of that partition the entry holds. Repeats the chained header, for the ledger';
comment on column journal.refused is 'How many of them the step refused. Repeats the chained header, for the ledger';
comment on column journal.slice is 'Slice of the tail: hash of the entity modulo 16, see Slice.java';
comment on column journal.outbound is 'Holds a fact that leaves the system: an alert or a refusal';
comment on column journal.entity is 'study/participant';
comment on column journal.digest is 'SHA-256 over the previous digest, entity, sequence and payload';
comment on column journal.payload is 'Length-prefixed header in the clear, then the body: see entry.proto';

create table receipts (
  cluster             text not null,
  topic_id            uuid not null,
  partition           int not null,
  first               bigint not null,
  next                bigint not null,
  records             int not null,
  refused             int not null,
  topic               text not null,
  max_received_micros bigint not null,
  polled_at           timestamptz not null,
  primary key (cluster, topic_id, partition, first),
  check (next > first and records >= 0 and refused between 0 and records)
);
comment on table receipts is 'Slices of Kafka partitions that were answered in full: where reading goes on. Rows are only ever added, each where the last one ended';
comment on column receipts.cluster is 'Kafka''s cluster id';
comment on column receipts.first is 'First offset of the slice';
comment on column receipts.next is 'Offset after the slice; the next receipt begins here';
comment on column receipts.records is 'Records in the slice; offsets may have holes';
comment on column receipts.refused is 'Records of the slice that ingest put into the quarantine';
comment on column receipts.max_received_micros is 'Greatest received time that the partition had reached by the end of the slice';
comment on column receipts.polled_at is 'Clock of the node that polled the slice';

create table gaps_accepted (
  cluster     text not null,
  topic_id    uuid not null,
  partition   int not null,
  first       bigint not null,
  next        bigint not null,
  by          text not null,
  reason      text not null,
  accepted_at timestamptz not null default now(),
  primary key (cluster, topic_id, partition, first, next),
  check (next > first)
);
comment on table gaps_accepted is 'Ranges of offsets that Kafka no longer had and an operator let go';

create table topics (
  cluster    text not null,
  topic_id   uuid not null,
  name       text not null,
  adopted_at timestamptz not null default now(),
  by         text not null,
  reason     text not null,
  primary key (cluster, topic_id)
);
create index topics_by_name on topics (cluster, name);
comment on table topics is 'Topic ids that may be read; an unknown id under a known name is a topic made anew';

create table quarantine (
  topic_id        uuid not null,
  partition       int not null,
  "offset"        bigint not null,
  index           int not null default 0,
  topic           text not null,
  reason          text not null,
  detail          text not null,
  study           text,
  participant     text,
  received_micros bigint not null,
  length          int not null,
  bytes           bytea,
  refused_by      text not null check (refused_by in ('ingest', 'step')),
  written_at      timestamptz not null default now(),
  primary key (topic_id, partition, "offset", index)
);
alter table quarantine alter bytes set storage external;
create index quarantine_by_reason on quarantine (reason, written_at);
comment on table quarantine is 'Records that could not become observations, by origin. The first fate stands';
comment on column quarantine.index is 'Place inside a chunked record; 0 for the record itself';
comment on column quarantine.detail is 'Which field and what was expected; never the value that was sent';
comment on column quarantine.length is 'Bytes of the record as it came';
comment on column quarantine.bytes is 'The record as it came, up to 16 MiB; null where it had none';
comment on column quarantine.refused_by is 'ingest: no participant was found for it. step: the participant refused it, the journal has it too';

create table windows (
  study                text collate "C" not null,
  participant          text collate "C" not null,
  device               text collate "C" not null,
  channel              text collate "C" not null,
  start                timestamptz not null,
  size_s               int not null,
  version              int not null,
  state                text not null check (state in ('final', 'amended')),
  count                bigint not null,
  sum                  double precision,
  mean                 double precision,
  min                  double precision,
  max                  double precision,
  sd                   double precision,
  first_time           timestamptz not null,
  last_time            timestamptz not null,
  expected             double precision,
  seconds_by_code      jsonb,
  occurrences_by_code  jsonb,
  sum_exact            bytea,
  squares_exact        bytea,
  primary key (study, participant, device, channel, size_s, start)
);
comment on table windows is 'Tumbling windows [start, start + size_s), UTC, aligned to the epoch, per participant, device and channel';
comment on column windows.start is 'Inclusive';
comment on column windows.size_s is 'Seconds: 60, 3600 or 86400';
comment on column windows.version is '1 when it closed; one more for each amendment';
comment on column windows.state is 'final: as it closed. amended: later data are in it';
comment on column windows.count is 'Samples, or observations that touch the window';
comment on column windows.sum is 'In the channel''s unit; for intervals this window''s share; for vectors of the magnitudes; null for waveforms, states and events';
comment on column windows.mean is 'In the channel''s unit: the exact sum divided once; null where there is no sum of squares';
comment on column windows.min is 'Smallest value, in the channel''s unit; null where the channel has no numbers';
comment on column windows.max is 'Greatest value, in the channel''s unit; null where the channel has no numbers';
comment on column windows.sd is 'Standard deviation (n - 1), in the channel''s unit; null below two samples';
comment on column windows.first_time is 'Event time of the earliest sample in the window';
comment on column windows.last_time is 'Event time of the latest sample in the window';
comment on column windows.expected is 'Samples that the protocol''s rate would bring in size_s; null where it has none';
comment on column windows.seconds_by_code is 'States: seconds by code';
comment on column windows.occurrences_by_code is 'Events: occurrences by code';
comment on column windows.sum_exact is 'The sum without rounding (ExactSum), for amendments';
comment on column windows.squares_exact is 'The sum of squares without rounding (ExactSum), for amendments';

create table alerts (
  alert       text not null,
  lifecycle   text not null check (lifecycle in ('raised', 'resolved')),
  study       text not null,
  participant text not null,
  device      text not null,
  rule        text not null,
  channel     text not null,
  event_time  timestamptz not null,
  live        boolean not null,
  arrival     bigint not null,
  json        text not null,
  primary key (alert, lifecycle)
);
create index alerts_by_participant on alerts (study, participant, event_time);
create index alerts_by_time on alerts (event_time);
comment on table alerts is 'What happened to each alert, as the topic alerts says it';
comment on column alerts.json is 'The record of the topic alerts';

create table participants (
  study                text not null,
  participant          text not null,
  site                 text,
  status               text not null,
  last_received_micros bigint,
  records              bigint not null,
  protocol             text not null,
  updated_at           timestamptz not null,
  primary key (study, participant)
);
comment on table participants is 'Who takes part, as far as the tail has read';
comment on column participants.last_received_micros is 'Greatest received time of their records; null before the first';
comment on column participants.records is 'Distinct records taken, the refused ones included';
comment on column participants.protocol is 'Version of the protocol that the last entry ran under, id@version';

create table sink_positions (
  sink         text not null,
  slice        smallint not null,
  generation   int not null,
  committed_in xid8 not null,
  ordering     bigint not null,
  primary key (sink, slice)
);
comment on table sink_positions is 'How far each sink has written; changed in the sink''s own transaction';

create table protocols (
  digest       text primary key check (digest ~ '^[0-9a-f]{64}$'),
  id           text not null,
  version      int not null,
  text         text not null,
  published_at timestamptz not null default now(),
  unique (id, version)
);
comment on table protocols is 'Published versions of protocols. They never change; the digest is SHA-256 of the canonical text';

create table study_protocols (
  activation   bigint generated always as identity primary key,
  study        text not null,
  digest       text not null references protocols,
  by           text not null,
  reason       text not null,
  activated_at timestamptz not null default now()
);
create index study_protocols_newest on study_protocols (study, activation);
comment on table study_protocols is 'Which protocol each study follows; the newest row counts';

create table leases (
  name       text primary key,
  owner      text not null,
  expires_at timestamptz not null,
  version    bigint not null
);
comment on table leases is 'Who may, until when by the clock of the database';
comment on column leases.version is 'Raised whenever the lease changes hands';

-- What was answered stays: refused to everyone, the owner and superusers too.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on % refused: its rows are only ever added', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger only_added before update or delete or truncate on journal
  for each statement execute function refuse_change();
create trigger only_added before update or delete or truncate on receipts
  for each statement execute function refuse_change();
create trigger only_added before update or delete or truncate on generations
  for each statement execute function refuse_change();
create trigger only_added before update or delete or truncate on gaps_accepted
  for each statement execute function refuse_change();
create trigger only_added before update or delete or truncate on protocols
  for each statement execute function refuse_change();
create trigger only_added before update or delete or truncate on study_protocols
  for each statement execute function refuse_change();

-- "always": also where session_replication_role would skip triggers.
alter table journal enable always trigger only_added;
alter table receipts enable always trigger only_added;
alter table generations enable always trigger only_added;
alter table gaps_accepted enable always trigger only_added;
alter table protocols enable always trigger only_added;
alter table study_protocols enable always trigger only_added;
