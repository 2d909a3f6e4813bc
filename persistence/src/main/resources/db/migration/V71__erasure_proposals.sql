-- Who asked over gRPC that a participant be erased, and who agreed: two different persons.
create table erasure_proposals (
  proposal      bigint generated always as identity primary key,
  study         text collate "C" not null,
  participant   text collate "C" not null,
  step          text not null check (step in ('proposed', 'approved')),
  by            text not null,
  authenticated boolean not null,
  reason        text not null,
  request_id    text not null,
  at            timestamptz not null default now(),
  expires_at    timestamptz not null
);
create index erasure_proposals_of on erasure_proposals (study, participant, proposal desc);
comment on table erasure_proposals is 'Proposals to erase a participant and their approvals; only ever added to. It stays when the participant is erased, like the table erasures';
comment on column erasure_proposals.authenticated is 'Whether an account proves who; else as claimed';
comment on column erasure_proposals.expires_at is 'A proposal that nobody else approved by then is forgotten';
create trigger only_added before update or delete or truncate on erasure_proposals
  for each statement execute function refuse_change();
alter table erasure_proposals enable always trigger only_added;
