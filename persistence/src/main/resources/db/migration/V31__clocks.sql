-- What the clock models of devices have concluded, and how well each clock is known now.
alter table timeline_devices add column uncertainty_micros bigint;
comment on column timeline_devices.uncertainty_micros is 'Corrected times lie within +- this, as was said when the confidence last changed; null where no model has spoken';

create table timeline_clocks (
  study               text collate "C" not null,
  participant         text collate "C" not null,
  device              text collate "C" not null,
  fact                bigint generated always as identity,
  received            timestamptz not null,
  kind                text not null check (kind in ('stepped', 'rebased', 'confidence', 'unknowable')),
  reason              text,
  segment             int,
  jump_micros         bigint,
  first_device_micros bigint,
  confidence          smallint,
  uncertainty_micros  bigint,
  primary key (study, participant, device, fact)
);
comment on table timeline_clocks is 'Each conclusion about a device''s clock, in the order in which it was drawn';
comment on column timeline_clocks.received is 'Received time of the record that made it so';
comment on column timeline_clocks.kind is 'stepped: the clock was set, other corrections hold. rebased: the model spoke first, or the clock drifted through a silence. confidence: it is better or worse known. unknowable: its stamps are the received times';
comment on column timeline_clocks.segment is 'Number of the clock segment that holds from there on';
comment on column timeline_clocks.jump_micros is 'By how much event times move: positive is later';
comment on column timeline_clocks.first_device_micros is 'Device time from which on they move';
comment on column timeline_clocks.confidence is '0 none, 1 suspect, 2 coarse, 3 good';
comment on column timeline_clocks.uncertainty_micros is 'Corrected times lie within +- this';

create or replace view timeline as
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
  w.mean, null, nullif(l.unit, ''), w.count, d.uncertainty_micros,
  w.version, w.state, null, null,
  not exists (
    select from timeline_betters b
    where (b.study, b.participant, b.channel, b.rule, b.device)
        = (w.study, w.participant, w.channel, '', w.device)
      and exists (
        select from windows o
        where (o.study, o.participant, o.device, o.channel, o.size_s, o.start)
            = (w.study, w.participant, b.better, w.channel, 60, w.start)
          and o.count > 0))
from windows w
left join timeline_lanes l on (l.study, l.participant, l.channel, l.device, l.rule)
  = (w.study, w.participant, w.channel, w.device, '')
left join timeline_devices d on (d.study, d.participant, d.device)
  = (w.study, w.participant, w.device)
where w.size_s = 60 and w.seconds_by_code is null and w.occurrences_by_code is null
  and (w.mean is not null or w.sum is null) and w.count > 0;
