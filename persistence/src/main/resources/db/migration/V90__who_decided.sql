-- With accounts: whose account a decision was that an operator took. What was said before that was
-- said by whoever had the database's role, and is only claimed.
alter table study_protocols
  add column role text, add column organisation text,
  add column authenticated boolean not null default false;
alter table readmissions
  add column role text, add column organisation text,
  add column authenticated boolean not null default false;
alter table legal_holds
  add column role text, add column organisation text,
  add column authenticated boolean not null default false;
comment on column study_protocols.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';
comment on column readmissions.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';
comment on column legal_holds.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';

-- timeline_devices says how well each clock is known, timeline_clocks each conclusion.
drop table device_clocks;
