-- What [retention] looks for: tickets that are closed and not erased yet.
alter table ticket add column erased_at bigint;
create index ticket_closed on ticket (closed_at) where closed_at is not null and erased_at is null;

-- The ticket template that a ticket was last filled from.
alter table ticket add column template text not null default '';
