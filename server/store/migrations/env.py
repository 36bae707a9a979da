"""Alembic's entry: always runs on the connection that `upgrade` brings, never opens its own."""
from alembic import context

from server.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata,
                  transactional_ddl=False)
context.run_migrations()
