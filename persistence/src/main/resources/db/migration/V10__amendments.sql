-- Windows become final by the watermark, and are put right by corrections.
alter table windows drop constraint windows_state_check;
alter table windows add constraint windows_state_check
  check (state in ('provisional', 'final', 'amended'));
alter table windows
  add column late_count bigint not null default 0,
  add column late_since timestamptz;
comment on column windows.version is '1 when it closed; one more for each change of its numbers';
comment on column windows.state is 'provisional: closed while the clock of its device is in doubt. final: as the watermark passed it. amended: numbers changed after that';
comment on column windows.late_count is 'Observations that came when the window could no longer change; they are not in its numbers';
comment on column windows.late_since is 'Received time of the first of them; null where there is none';

alter table alerts drop constraint alerts_lifecycle_check;
alter table alerts add constraint alerts_lifecycle_check
  check (lifecycle in ('raised', 'resolved', 'noted'));

create table corrections (
  study       text collate "C" not null,
  participant text collate "C" not null,
  device      text collate "C" not null,
  channel     text collate "C" not null,
  late        bigint not null,
  resent      bigint not null,
  revised     bigint not null,
  withdrawn   bigint not null,
  overlapping bigint not null,
  too_late    bigint not null,
  deferred    bigint not null,
  primary key (study, participant, device, channel)
);
comment on table corrections is 'What came otherwise than in order, counted in records; beside the ledger, not in it';
comment on column corrections.late is 'Came behind the front and were put into the windows they belong to';
comment on column corrections.resent is 'Had been sent before: counted once in every window';
comment on column corrections.revised is 'Superseded an earlier one of the same start and duration';
comment on column corrections.withdrawn is 'Were taken back';
comment on column corrections.overlapping is 'Overlapped another one of their device: what they share is counted once';
comment on column corrections.too_late is 'Came when their windows could no longer change';
comment on column corrections.deferred is 'Would have needed more of the history than may be recalled: in the journal, not in windows';
