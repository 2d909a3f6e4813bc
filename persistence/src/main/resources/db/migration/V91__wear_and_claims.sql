-- Half a million stretches of wear are read for the adherence of 5,000 people: in the order of the
-- index, from the index alone. Of the other channels' entries it holds nothing.
create index timeline_entries_wear on timeline_entries (study, participant, start)
  include ("end", code)
  where channel = 'wear' and newest and state <> 'withdrawn';

-- These decisions are taken with the database's own right, where no service runs or reading stands
-- still: whoever is named is as claimed, and what is known is the role that wrote the row.
alter table topics
  add column authenticated boolean not null default false,
  add column db_role text not null default session_user;
alter table gaps_accepted
  add column authenticated boolean not null default false,
  add column db_role text not null default session_user;
alter table generations
  add column authenticated boolean not null default false,
  add column db_role text not null default session_user;
comment on column topics.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';
comment on column gaps_accepted.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';
comment on column generations.authenticated is 'Whether an account proves who; otherwise `by` is as claimed';
comment on column topics.db_role is 'The role that wrote the row; of rows from before V91 the one that migrated them';
comment on column gaps_accepted.db_role is 'The role that wrote the row; of rows from before V91 the one that migrated them';
comment on column generations.db_role is 'The role that wrote the row; of rows from before V91 the one that migrated them';
