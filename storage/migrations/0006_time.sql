-- The time log. Lines are only added: a correction is a line of its own, with minutes below zero.
create table time_entry (
    id @ID@,
    ticket bigint not null,
    at bigint not null,
    technician text not null,
    worked integer not null,
    minutes integer not null,
    billable integer not null,
    begins bigint not null,
    ends bigint not null,
    text text not null
);
create index time_entry_ticket on time_entry (ticket, id);
create index time_entry_ends on time_entry (ends);

-- What each technician spent on the ticket, and the timers that run: the sums of its log.
alter table ticket add column efforts text not null default '[]';
