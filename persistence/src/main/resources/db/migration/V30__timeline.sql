-- One timeline for each participant. Observed entries (intervals, states, events) and results are
-- rows here; of samples the minute's window stands on the timeline (view `timeline`).
do $$
begin
  create table timeline_entries (
    study               text collate "C" not null,
    participant         text collate "C" not null,
    channel             text collate "C" not null,
    device              text collate "C" not null,
    rule                text collate "C" not null default '',
    start               timestamptz not null,
    "end"               timestamptz not null,
    entry               bigint not null,
    version             int not null check (version > 0),
    state               text not null check (state in ('provisional', 'final', 'amended', 'withdrawn')),
    newest              boolean not null,
    value               double precision,
    code                text,
    uncertainty_micros  bigint,
    parameters          text,
    primary key (study, participant, channel, device, rule, start, entry, version),
    check ("end" >= start)
  ) partition by range (start);
  create table timeline_entries_other partition of timeline_entries default;

  -- With the extension its hypertable takes the place of our partitions.
  if exists (select from pg_extension where extname = 'timescaledb') then
    drop table timeline_entries_other;
    create table timeline_entries_plain (like timeline_entries including all);
    drop table timeline_entries;
    alter table timeline_entries_plain rename to timeline_entries;
    execute $hyper$
      select create_hypertable('zeitgeber.timeline_entries', 'start', chunk_time_interval => interval '1 month')
    $hyper$;
  end if;
end
$$;
comment on table timeline_entries is 'Every version of every entry of the timeline but those of samples, partitioned by month of start (UTC)';
comment on column timeline_entries.rule is 'Rule that derived the entry; empty for what was observed';
comment on column timeline_entries.start is 'Event time, inclusive';
comment on column timeline_entries."end" is 'Event time, exclusive; equals start for events. Of a provisional result: as far as it is known';
comment on column timeline_entries.entry is 'Names the entry through its versions: ordinal of the record that brought it first; for results their first start in microseconds';
comment on column timeline_entries.version is '1, and one more for each change of times, value or code; getting final alone changes none';
comment on column timeline_entries.state is 'provisional: may still change without late data. final. amended: late data changed it. withdrawn: taken back';
comment on column timeline_entries.newest is 'No later version supersedes this row';
comment on column timeline_entries.value is 'In the unit that timeline_lanes names; null where a code stands';
comment on column timeline_entries.uncertainty_micros is 'True times lie within +- this, by the clock model; null where none has spoken';
comment on column timeline_entries.parameters is 'What the rule ran with, as key=value; null for what was observed';

-- Called by the service before it writes into a month that is new to it. Runs as the owner, who alone
-- may make tables; makes months only where trials can lie, and not without end: what bad clocks
-- date elsewhere goes into the default partition.
create function timeline_month(day date) returns boolean
language plpgsql security definer set search_path = zeitgeber, pg_temp as $$
declare
  first constant date := date_trunc('month', day)::date;
  next constant date := (first + interval '1 month')::date;
  name constant text := 'timeline_entries_' || to_char(first, 'YYYYMM');
begin
  if first < date '2009-01-01' or first > now() + interval '2 months'
      or (select relkind from pg_class where oid = 'zeitgeber.timeline_entries'::regclass) <> 'p' then
    return false;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('zeitgeber.timeline_month', 0));
  if to_regclass('zeitgeber.' || name) is not null then
    return true;
  end if;
  if (select count(*) from pg_inherits where inhparent = 'zeitgeber.timeline_entries'::regclass) > 360 then
    return false;
  end if;
  execute format('create table zeitgeber.%I partition of zeitgeber.timeline_entries for values from (%L) to (%L)',
    name, first::text || ' 00:00:00+00', next::text || ' 00:00:00+00');
  return true;
exception when check_violation then
  return false; -- the default partition holds rows of that month already
end
$$;
revoke all on function timeline_month(date) from public;

create table timeline_lanes (
  study        text collate "C" not null,
  participant  text collate "C" not null,
  channel      text collate "C" not null,
  device       text collate "C" not null,
  rule         text collate "C" not null,
  unit         text not null,
  primary key (study, participant, channel, device, rule)
);
comment on table timeline_lanes is 'Which channels of which devices, and which results, a participant''s timeline has';
comment on column timeline_lanes.rule is 'Rule that derives the lane; empty for what was observed';
comment on column timeline_lanes.unit is 'Unit of value; empty where codes stand';

create table timeline_devices (
  study        text collate "C" not null,
  participant  text collate "C" not null,
  device       text collate "C" not null,
  kind         text,
  priority     int not null default 100,
  confidence   smallint not null default 0,
  primary key (study, participant, device)
);
comment on table timeline_devices is 'What decides between devices that overlap on a channel; without a row: priority 100, confidence 0';
comment on column timeline_devices.kind is 'As enrolled: names the class of devices in the protocol';
comment on column timeline_devices.priority is 'Of the protocol''s device class; the lower one is chosen';
comment on column timeline_devices.confidence is 'Of the clock model: 0 none, 1 suspect, 2 coarse, 3 good or trusted; the higher one is chosen among equals';

create table timeline_people (
  study        text collate "C" not null,
  participant  text collate "C" not null,
  zone         text,
  from_day     text,
  until_day    text,
  status       text not null default 'active',
  primary key (study, participant)
);
comment on table timeline_people is 'What an enrolment said that views in local days need; nothing else depends on a zone';
comment on column timeline_people.zone is 'IANA name';
comment on column timeline_people.from_day is 'First study day, yyyy-MM-dd, local';
comment on column timeline_people.until_day is 'Last study day, yyyy-MM-dd, local';

-- Devices that go before another one on a channel: lower priority, then surer clock, then name.
create view timeline_betters as
select l.study, l.participant, l.channel, l.rule, l.device, b.device as better
from timeline_lanes l
join timeline_lanes b using (study, participant, channel, rule)
left join timeline_devices ld on (ld.study, ld.participant, ld.device) = (l.study, l.participant, l.device)
left join timeline_devices bd on (bd.study, bd.participant, bd.device) = (b.study, b.participant, b.device)
where (coalesce(bd.priority, 100), -coalesce(bd.confidence, 0), b.device)
    < (coalesce(ld.priority, 100), -coalesce(ld.confidence, 0), l.device);
comment on view timeline_betters is 'For each lane the devices that are chosen before it where they overlap';

create view timeline as
select e.study, e.participant, e.channel, e.device, e.start, e."end",
  (extract(epoch from e.start) * 1000000)::bigint as start_micros,
  (extract(epoch from e."end") * 1000000)::bigint as end_micros,
  e.value, e.code, nullif(l.unit, '') as unit, null::bigint as samples, e.uncertainty_micros,
  e.version, e.state, nullif(e.rule, '') as rule, e.parameters,
  e.state <> 'withdrawn' and not exists (
    select from timeline_betters b
    where (b.study, b.participant, b.channel, b.rule, b.device)
        = (e.study, e.participant, e.channel, e.rule, e.device)
      and exists (
        select from timeline_entries o
        where (o.study, o.participant, o.channel, o.rule, o.device)
            = (e.study, e.participant, e.channel, e.rule, b.better)
          and o.newest and o.state <> 'withdrawn'
          and o.start > e.start - interval '25 hours'
          and (o.start < e."end" and o."end" > e.start or o.start = e.start))) as chosen
from timeline_entries e
left join timeline_lanes l using (study, participant, channel, device, rule)
where e.newest
union all
select w.study, w.participant, w.channel, w.device, w.start, w.start + interval '1 minute',
  (extract(epoch from w.start) * 1000000)::bigint,
  (extract(epoch from w.start) * 1000000)::bigint + 60000000,
  w.mean, null, nullif(l.unit, ''), w.count, null::bigint,
  w.version, w.state, null, null,
  not exists (
    select from timeline_betters b
    where (b.study, b.participant, b.channel, b.rule, b.device)
        = (w.study, w.participant, w.channel, '', w.device)
      and exists (
        select from windows o
        where (o.study, o.participant, o.device, o.channel, o.size_s, o.start)
            = (w.study, w.participant, b.better, w.channel, 60, w.start)))
from windows w
left join timeline_lanes l on (l.study, l.participant, l.channel, l.device, l.rule)
  = (w.study, w.participant, w.channel, w.device, '')
where w.size_s = 60 and w.seconds_by_code is null and w.occurrences_by_code is null
  and (w.mean is not null or w.sum is null);
comment on view timeline is 'The timeline as it is now: newest versions of all entries, and the minutes of samples';
comment on column timeline.end_micros is 'Microseconds since the epoch, UTC, exclusive; equals start_micros for events';
comment on column timeline.value is 'In unit; for samples the mean of the minute, null for waveforms';
comment on column timeline.samples is 'Of channels of samples: how many the minute holds';
comment on column timeline.rule is 'Null for what was observed';
comment on column timeline.chosen is 'No device that goes before it covers the same time on this channel';
