-- What is known of an alert when it is added need not be read out of its record again.
alter table alerts add column site text, add column triggered_at timestamptz;
comment on column alerts.site is 'Of the participant; null in rows from before this column was';
comment on column alerts.triggered_at is 'Received time of the record that made the rule decide; null where the record alone says it';

-- Nothing asks the table alerts by time alone; and what follows upon an alert is found by whom and
-- when.
drop index alerts_by_time;
drop index alert_inbox_run;
create index alert_inbox_run on alert_inbox (participant, resolved_at)
  where resolved_at is not null;

-- What came of the alerts that are added at once, in one pass over them: a join of what was added
-- with itself compares each with each, for nothing tells the planner how many there are.
create or replace function alerts_happened() returns trigger language plpgsql
set search_path = zeitgeber, pg_temp
-- Planned once and for all, when the tables may be empty: by the keys, whatever grows.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into alert_inbox (alert, study, participant, site, kind, device, rule, channel, live,
    raised_at, triggered_at, resolved_at, raised)
  select n.alert, n.study, n.participant, n.site, n.kind, n.device, n.rule,
    n.channel, true, n.event_time,
    coalesce(n.triggered_at, n.event_time), n.resolved_time, n.json
  from (
    select h.*, max(h.event_time) filter (where h.lifecycle = 'resolved')
      over (partition by h.alert) as resolved_time
    from happened h where h.lifecycle in ('raised', 'resolved')) n
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
