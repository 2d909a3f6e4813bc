-- Bytes of records whose participant could not be read are kept for a while only; origin, reason
-- and length stay. The service may ask for it, and for nothing younger than thirty days.
create function forget_quarantined(days int) returns bigint
language plpgsql security definer set search_path = zeitgeber, pg_temp as $$
declare forgotten bigint;
begin
  if days < 30 then
    raise exception 'bytes in the quarantine are kept for 30 days at least' using errcode = 'insufficient_privilege';
  end if;
  update quarantine set bytes = null
    where sealed_by = '*' and bytes is not null and written_at < now() - make_interval(days => days);
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;
revoke all on function forget_quarantined(int) from public;
