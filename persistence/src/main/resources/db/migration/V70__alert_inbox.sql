-- What people do about alerts, beside what their rules said; and where each alert stands.
alter table alerts drop constraint alerts_lifecycle_check;
alter table alerts add constraint alerts_lifecycle_check check (lifecycle in
  ('raised', 'resolved', 'noted', 'acknowledged', 'snoozed', 'assigned', 'closed'));
alter table alerts add column sequence bigint not null default 0;
alter table alerts drop constraint alerts_pkey;
alter table alerts add primary key (alert, lifecycle, sequence);
comment on column alerts.sequence is 'Of what people did: the journal entry that holds it. 0 for what the rule said, once each';

create table alert_inbox (
  alert           text primary key,
  study           text collate "C" not null,
  participant     text collate "C",
  site            text,
  kind            text not null check (kind in ('physiology', 'data')),
  device          text collate "C",
  rule            text collate "C" not null,
  channel         text collate "C",
  live            boolean not null,
  raised_at       timestamptz not null,
  triggered_at    timestamptz not null,
  resolved_at     timestamptz,
  upload          text,
  acknowledged_by text,
  acknowledged_at timestamptz,
  snoozed_until   timestamptz,
  assignee        text,
  note            text,
  closed_by       text,
  closed_at       timestamptz,
  raised          text not null
);
create index alert_inbox_by_time on alert_inbox (study, raised_at desc, alert desc);
create index alert_inbox_open on alert_inbox (study, participant)
  where resolved_at is null and closed_at is null;
create index alert_inbox_run on alert_inbox (study, participant, rule, device, resolved_at);
create index alert_inbox_uploads on alert_inbox (study, participant, device, triggered_at)
  where upload is not null;
comment on table alert_inbox is 'Where each alert stands: what the table alerts says of it, in one row';
comment on column alert_inbox.participant is 'Null where it is about the study as a whole';
comment on column alert_inbox.live is 'Decided soon after it happened; else it came with old data and is retrospective';
comment on column alert_inbox.raised_at is 'Event time';
comment on column alert_inbox.triggered_at is 'Received time of the record that made the rule decide';
comment on column alert_inbox.resolved_at is 'Event time; null while its rule has not resolved it';
comment on column alert_inbox.upload is 'Of retrospective ones: the same for those of a device that came within 15 minutes of each other';
comment on column alert_inbox.snoozed_until is 'It counts as open again from then on, by itself';
comment on column alert_inbox.note is 'The last that a person said about it';
comment on column alert_inbox.raised is 'The record of the topic alerts with which it was raised';

-- The rows of alerts follow what is added to the table alerts, in the same transaction. What rules
-- say of live data is most of it and is taken all at once; the rest one by one, in its order.
create function alert_raised_later(new alerts) returns void language plpgsql
set search_path = zeitgeber, pg_temp as $$
declare
  said jsonb := new.json::jsonb;
  triggered timestamptz := coalesce((said ->> 'triggered_at')::timestamptz, new.event_time);
begin
  insert into alert_inbox (alert, study, participant, site, kind, device, rule, channel, live,
    raised_at, triggered_at, upload, raised)
  values (new.alert, new.study, new.participant, said ->> 'site', new.kind, new.device, new.rule,
    new.channel, new.live, new.event_time, triggered, coalesce(
      (select i.upload from alert_inbox i
        where i.study = new.study and i.participant = new.participant and i.device = new.device
          and i.upload is not null
          and i.triggered_at between triggered - interval '15 minutes' and triggered
        order by i.triggered_at desc limit 1),
      new.device || '@' || to_char(triggered at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
    new.json)
  on conflict do nothing;
end
$$;

create function alert_handled(new alerts) returns void language plpgsql
set search_path = zeitgeber, pg_temp as $$
declare
  said jsonb := new.json::jsonb;
  noted text := nullif(said ->> 'note', '');
  at timestamptz := (said ->> 'at')::timestamptz;
begin
  update alert_inbox set
    acknowledged_by =
      case when new.lifecycle = 'acknowledged' then said ->> 'by' else acknowledged_by end,
    acknowledged_at = case when new.lifecycle = 'acknowledged' then at else acknowledged_at end,
    snoozed_until = case when new.lifecycle = 'snoozed'
      then (said ->> 'until')::timestamptz else snoozed_until end,
    assignee = case when new.lifecycle = 'assigned' then said ->> 'assignee' else assignee end,
    closed_by = case when new.lifecycle = 'closed' then said ->> 'by' else closed_by end,
    closed_at = case when new.lifecycle = 'closed' then at else closed_at end,
    note = coalesce(noted, note)
  where alert = new.alert;
end
$$;

create function alerts_happened() returns trigger language plpgsql
set search_path = zeitgeber, pg_temp as $$
begin
  insert into alert_inbox (alert, study, participant, site, kind, device, rule, channel, live,
    raised_at, triggered_at, resolved_at, raised)
  select n.alert, n.study, n.participant, n.json::json ->> 'site', n.kind, n.device, n.rule,
    n.channel, true, n.event_time,
    coalesce((n.json::json ->> 'triggered_at')::timestamptz, n.event_time), r.event_time, n.json
  from happened n
    left join happened r on r.alert = n.alert and r.lifecycle = 'resolved'
  where n.lifecycle = 'raised' and n.live
  on conflict do nothing;
  perform alert_raised_later(row(h.*)::alerts) from (
    select * from happened where lifecycle = 'raised' and not live order by arrival, event_time) h;
  update alert_inbox i set resolved_at = r.event_time
  from happened r
  where r.lifecycle = 'resolved' and i.alert = r.alert
    and i.resolved_at is distinct from r.event_time;
  perform alert_handled(row(h.*)::alerts) from (
    select * from happened where lifecycle not in ('raised', 'resolved') order by sequence) h;
  return null;
end
$$;
create trigger happened after insert on alerts
  referencing new table as happened for each statement execute function alerts_happened();

-- What is there already.
insert into alert_inbox (alert, study, participant, site, kind, device, rule, channel, live,
  raised_at, triggered_at, resolved_at, upload, raised)
select a.alert, a.study, a.participant, a.json::jsonb ->> 'site', a.kind, a.device, a.rule,
  a.channel, a.live, a.event_time,
  coalesce((a.json::jsonb ->> 'triggered_at')::timestamptz, a.event_time), r.event_time,
  case when not a.live
    then a.device || '@' || coalesce(a.json::jsonb ->> 'triggered_at', a.event_time::text) end,
  a.json
from alerts a
  left join alerts r on r.alert = a.alert and r.lifecycle = 'resolved'
where a.lifecycle = 'raised'
on conflict do nothing;
