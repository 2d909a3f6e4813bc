-- When each participant is to be looked at again, so that one whose deadline is due is woken though
-- nothing comes of them and their actor sleeps.
create table deadlines (
  study       text collate "C" not null,
  participant text collate "C" not null,
  slice       smallint not null check (slice between 0 and 15),
  due_micros  bigint,
  time        text check (time in ('live', 'recorded', 'auto')),
  primary key (study, participant)
);
create index deadlines_due on deadlines (slice, due_micros) where due_micros is not null;
comment on table deadlines is 'When each participant is to be looked at again at the latest, as far as the tail has read';
comment on column deadlines.due_micros is 'In received time; null: nothing is waited for. A tick before it would change nothing';
comment on column deadlines.time is 'What "now" is for the participant, as enrolled; null: as the protocol says';

create table study_clocks (
  study           text collate "C" not null,
  slice           smallint not null,
  received_micros bigint not null,
  read_micros     bigint not null,
  primary key (study, slice)
);
comment on table study_clocks is 'The newest record of each study, without those of participants enrolled with time = recorded';
comment on column study_clocks.received_micros is 'Its received time';
comment on column study_clocks.read_micros is 'When it was read, by the clock of the database';

create table silences (
  study       text collate "C" not null,
  participant text collate "C" not null,
  channel     text collate "C" not null,
  began_micros bigint not null,
  last_received_micros bigint not null,
  ended_micros bigint,
  primary key (study, participant, channel, began_micros)
);
create index silences_open on silences (study, began_micros) where ended_micros is null;
comment on table silences is 'When nothing was received of a channel for longer than its protocol allows';
comment on column silences.began_micros is 'In received time: when something was to come at the latest';
comment on column silences.ended_micros is 'In received time; null while it lasts';

create table cohort_silences (
  study        text collate "C" primary key,
  alert        text,
  began_micros bigint,
  share        double precision
);
comment on table cohort_silences is 'One row a study: the cohort silence that is open, if one is. The row is the lock under which it is judged';

-- Alerts that are about no single participant; the topic alerts gets them from here, read in commit
-- order like the journal.
create table study_alerts (
  ordering     bigint generated always as identity,
  committed_in xid8 not null default pg_current_xact_id(),
  generation   int not null,
  alert        text not null,
  lifecycle    text not null check (lifecycle in ('raised', 'resolved')),
  study        text not null,
  json         text not null,
  primary key (alert, lifecycle)
);
create index study_alerts_tail on study_alerts (generation, committed_in, ordering);
comment on table study_alerts is 'What happened to alerts about a study as a whole, as the topic alerts says it';

alter table alerts add column kind text not null default 'physiology'
  check (kind in ('physiology', 'data'));
alter table alerts alter column device drop not null;
alter table alerts alter column channel drop not null;
alter table alerts alter column participant drop not null;
comment on column alerts.kind is 'physiology: about the participant. data: about what they send';
comment on column alerts.participant is 'Null where it is about the study as a whole';
comment on column alerts.device is 'Null where it is about no single device';
