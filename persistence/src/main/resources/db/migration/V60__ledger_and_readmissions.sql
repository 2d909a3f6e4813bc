-- Running counts of the ledger, so that nobody has to read the journal for a metric. They are
-- derived: `reconcile` counts the rows themselves.
create table ledger_journaled (
  slice     smallint not null,
  topic_id  uuid not null,
  partition int not null,
  topic     text not null,
  records   bigint not null,
  refused   bigint not null,
  primary key (slice, topic_id, partition)
);
comment on table ledger_journaled is 'Records of Kafka in the journal, by slice of the tail, as far as the tail has read; changed in its own transaction';

create table ledger_received (
  cluster   text not null,
  topic_id  uuid not null,
  partition int not null,
  topic     text not null,
  next      bigint not null,
  records   bigint not null,
  refused   bigint not null,
  primary key (cluster, topic_id, partition)
);
comment on table ledger_received is 'Receipts summed up to an offset; goes on from there when it is looked at again';
comment on column ledger_received.refused is 'Records that ingest put into the quarantine';

-- What the tail had read before it counted.
insert into ledger_journaled (slice, topic_id, partition, topic, records, refused)
select j.slice, j.topic_id, j.partition,
  coalesce((select max(t.name) from topics t where t.topic_id = j.topic_id), ''),
  sum(j.records), sum(j.refused)
from journal j join sink_positions p on p.sink = 'postgres' and p.slice = j.slice
where j.topic_id is not null
  and (j.generation, j.committed_in, j.ordering) <= (p.generation, p.committed_in, p.ordering)
group by j.slice, j.topic_id, j.partition;

-- Records that an operator lets try again. Each has an origin of its own: the participant's
-- re-admissions are numbered from 1 without gaps and are taken in that order.
create table readmissions (
  study        text collate "C" not null,
  participant  text collate "C" not null,
  n            bigint not null check (n > 0),
  topic_id     uuid not null,
  partition    int not null,
  "offset"     bigint not null,
  index        int not null,
  by           text not null,
  reason       text not null,
  requested_at timestamptz not null default now(),
  primary key (study, participant, n),
  unique (topic_id, partition, "offset", index)
);
comment on table readmissions is 'Quarantined records that were let in again, by whom and why; rows are only ever added';
comment on column readmissions.n is 'Number of the re-admission among the participant''s, from 1 without gaps: offset of its origin (readmitted, n)';

create table readmissions_done (
  study       text collate "C" not null,
  participant text collate "C" not null,
  n           bigint not null,
  refused     boolean not null,
  done_at     timestamptz not null default now(),
  primary key (study, participant, n)
);
comment on table readmissions_done is 'Re-admissions that are in the journal';
comment on column readmissions_done.refused is 'The step refused the record again; it is in the quarantine under its new origin';

create trigger only_added before update or delete or truncate on readmissions
  for each statement execute function refuse_change();
alter table readmissions enable always trigger only_added;
create trigger only_added before update or delete or truncate on readmissions_done
  for each statement execute function refuse_change();
alter table readmissions_done enable always trigger only_added;

-- Where windows are rebuilt beside the running ones; emptied at will.
create table windows_rebuilt (like windows including all);
comment on table windows_rebuilt is 'windows, rebuilt from the journal by `rebuild windows`, to be compared or to take their place';
