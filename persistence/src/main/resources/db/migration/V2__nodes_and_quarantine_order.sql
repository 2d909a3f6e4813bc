-- Nodes find each other here, so that one that comes back joins those that went on without it.
create table nodes (
  cluster text not null,
  address text not null,
  seen_at timestamptz not null default now(),
  primary key (cluster, address)
);
comment on table nodes is 'Nodes of each cluster and when they were last heard of, by the clock of the database';
comment on column nodes.address is 'HOST:PORT of remoting';

-- What ingest refused itself is in no journal entry: the topic quarantine gets it from here, read
-- in commit order like the journal.
alter table quarantine
  add column ordering bigint generated always as identity,
  add column committed_in xid8 not null default pg_current_xact_id(),
  add column generation int not null default 1;
create index quarantine_tail on quarantine (generation, committed_in, ordering)
  where refused_by = 'ingest';
comment on column quarantine.ordering is 'Order of insertion inside one transaction';
comment on column quarantine.committed_in is 'The transaction that wrote the row';
comment on column quarantine.generation is 'Instance of PostgreSQL that committed_in belongs to: see generations';
