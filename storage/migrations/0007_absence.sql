-- Who is away, until when.
create table absence (
    technician text not null primary key,
    until bigint not null
) @CLUSTERED@;
