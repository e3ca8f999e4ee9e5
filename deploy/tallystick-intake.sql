-- A role and a database of PostgreSQL for the confidential channel, if its box is not to be a file. Run it
-- once as who administers the server, by psql. It is another database and role than the office's.

-- The user of the units: the socket knows it by its name, so that there is no password.
CREATE ROLE "tallystick-intake" LOGIN;

CREATE DATABASE tallystick_intake OWNER "tallystick-intake" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';

REVOKE ALL ON DATABASE tallystick_intake FROM PUBLIC;

-- No statement of it stands in the server's log, with its hour, whatever is set for others.
ALTER ROLE "tallystick-intake" SET log_statement = 'none';
ALTER ROLE "tallystick-intake" SET log_duration = off;
ALTER ROLE "tallystick-intake" SET log_min_duration_statement = -1;
ALTER ROLE "tallystick-intake" SET log_min_duration_sample = -1;
ALTER ROLE "tallystick-intake" SET log_transaction_sample_rate = 0;
ALTER ROLE "tallystick-intake" SET log_min_error_statement = 'panic';
-- Nor the values of a row that was refused.
ALTER ROLE "tallystick-intake" SET log_error_verbosity = 'terse';
