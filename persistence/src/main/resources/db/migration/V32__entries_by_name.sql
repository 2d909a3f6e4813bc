-- A correction names the entry that it is the next version of, and not where that stands: without
-- this, each looks through the whole lane of a device.
create index timeline_entries_name on zeitgeber.timeline_entries (study, participant, channel, device, entry)
  where newest and rule = '';
