-- Where the timeline is rebuilt beside the running one; emptied at will.
create table timeline_entries_rebuilt (like timeline_entries including all);
create table timeline_lanes_rebuilt (like timeline_lanes including all);
create table timeline_devices_rebuilt (like timeline_devices including all);
create table timeline_people_rebuilt (like timeline_people including all);
comment on table timeline_entries_rebuilt is 'timeline_entries, rebuilt from the journal by `rebuild timeline`';
comment on table timeline_lanes_rebuilt is 'timeline_lanes, rebuilt likewise';
comment on table timeline_devices_rebuilt is 'timeline_devices, rebuilt likewise';
comment on table timeline_people_rebuilt is 'timeline_people, rebuilt likewise';
