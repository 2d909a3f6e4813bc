-- Who was erased. The owner alone adds rows (erase); the list that counts is the file beside the
-- keys, from which this table is filled again at every start, so that a restored backup forgets
-- what it has to.
create table erasures (
  erasure   bigint generated always as identity primary key,
  entity    text collate "C" not null unique,
  by        text not null,
  approvers text[] not null check (cardinality(approvers) >= 2),
  reason    text not null,
  erased_at timestamptz not null,
  applied_at timestamptz not null default now()
);
comment on table erasures is 'Participants whose key was destroyed, who agreed and why';
create trigger only_added before update or delete or truncate on erasures
  for each statement execute function refuse_change();
alter table erasures enable always trigger only_added;

-- Who must not be erased, as long as the newest row of the study or the participant says so.
create table legal_holds (
  hold        bigint generated always as identity primary key,
  study       text not null,
  participant text,
  held        boolean not null,
  by          text not null,
  reason      text not null,
  at          timestamptz not null default now()
);
comment on table legal_holds is 'Erasures that the law forbids for now; without a participant: the whole study. The newest row counts';
create trigger only_added before update or delete or truncate on legal_holds
  for each statement execute function refuse_change();
alter table legal_holds enable always trigger only_added;

-- Bytes in the quarantine are sealed; by what, the row says.
alter table quarantine add column sealed_by text;
comment on column quarantine.sealed_by is 'Whose key seals the bytes: study/participant, * for the instance; null: written before there were keys';

-- Removes what tables hold of an erased participant. The service calls it when its tail meets the
-- erasure; for anyone else it does nothing.
create function sweep_erased(erased text) returns void
language plpgsql security definer set search_path = zeitgeber, pg_temp as $$
declare
  at int := position('/' in erased);
  s text := left(erased, at - 1);
  p text := substr(erased, at + 1);
  holding text;
begin
  if not exists (select from erasures where entity = erased) then
    raise exception '% was not erased', erased using errcode = 'insufficient_privilege';
  end if;
  delete from participant_keys where entity = erased;
  -- Every derived table that names study and participant; the quarantine keeps origin and reason.
  for holding in
    select c.table_name from information_schema.columns c
      join information_schema.columns d using (table_schema, table_name)
      join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'zeitgeber' and c.column_name = 'study' and d.column_name = 'participant'
      and t.table_type = 'BASE TABLE'
      and c.table_name not in ('quarantine', 'participants')
      and not exists (select from pg_trigger where tgname = 'only_added'
        and tgrelid = format('zeitgeber.%I', c.table_name)::regclass)
  loop
    execute format('delete from %I where study = $1 and participant = $2', holding) using s, p;
  end loop;
  for holding in
    select c.table_name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'zeitgeber' and c.column_name = 'entity'
      and t.table_type = 'BASE TABLE'
      and c.table_name <> 'participant_keys'
      and not exists (select from pg_trigger where tgname = 'only_added'
        and tgrelid = format('zeitgeber.%I', c.table_name)::regclass)
  loop
    execute format('delete from %I where entity = $1', holding) using erased;
  end loop;
  update quarantine set bytes = null, detail = '' where study = s and participant = p
    and (bytes is not null or detail <> '');
  update participants set site = null, status = 'erased', last_received_micros = null
    where study = s and participant = p;
end
$$;
revoke all on function sweep_erased(text) from public;
