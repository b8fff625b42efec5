-- What each way out is fit for. The empty name stands for all of them: an admin may hold them back together.
create table way_out (
    name text not null primary key,
    held integer not null,
    state text not null,
    since bigint not null,
    tries integer not null,
    next_try_at bigint not null,
    reason text not null,
    told_at bigint
) @CLUSTERED@;

-- Addresses that our mails came back from, until they write again; past the limit nothing is sent to them.
create table failing_address (
    address text not null primary key,
    failures integer not null,
    first_at bigint not null,
    last_at bigint not null,
    suspended_at bigint,
    reason text not null
) @CLUSTERED@;
