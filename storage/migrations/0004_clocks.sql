-- The SLA clocks: to the microsecond, with a third one for updates, and the log that they are a function of.
alter table ticket rename column paused_seconds to resolution_excluded;
alter table ticket rename column response_excluded_seconds to response_excluded;
update ticket set resolution_excluded = resolution_excluded * 1000000, response_excluded = response_excluded * 1000000;
alter table ticket add column response_told integer not null default 0;
alter table ticket add column resolution_told integer not null default 0;
alter table ticket add column update_due_at bigint;
alter table ticket add column answered_at bigint;
alter table ticket add column update_excluded bigint not null default 0;
alter table ticket add column update_warned integer not null default 0;
alter table ticket add column update_told integer not null default 0;
alter table ticket add column clock_log text not null default '';

-- What the daemons have to agree on, by name: the terms that due times were reckoned with, the day of the last digest.
create table setting (
    name text not null primary key,
    value text not null
) @CLUSTERED@;
