-- Nodes of a release from before V90 still write here. V90 took the table away while they may run
-- beside newer ones; it is back, empty, until a later release drops it (docs/decisions/0074).
create table if not exists device_clocks (
  study       text collate "C" not null,
  participant text collate "C" not null,
  device      text collate "C" not null,
  confidence  text not null check (confidence in ('NONE', 'SUSPECT', 'COARSE', 'GOOD')),
  uncertainty_micros bigint,
  steps       bigint not null default 0,
  since_micros bigint not null,
  primary key (study, participant, device)
);
comment on table device_clocks is 'Of older nodes only: newer ones write timeline_devices and timeline_clocks. Goes with a later release';
comment on column device_clocks.uncertainty_micros is 'Event times lie within +- this; null where the model has not said';
comment on column device_clocks.steps is 'How often its clock was found to have been set';
comment on column device_clocks.since_micros is 'Received time of what it was learned from last';
