-- Where a token says who adopts a topic or a journal or accepts a gap, its account is kept; `authenticated` is from V91.
alter table topics add column role text, add column organisation text;
alter table gaps_accepted add column role text, add column organisation text;
alter table generations add column role text, add column organisation text;
