"""Join nodes of OceanBase to one cluster and make the tenant of Wence: `python bootstrap.py ADDRESS ADDRESS ADDRESS`.

What is there already is left as it is. The tenant's password is that of ``WENCE_STORE_PASSWORD``, and the cluster's too.
"""

from __future__ import annotations

import os
import sys

import pymysql

TENANT = "wence"


def statements(addresses: list[str]) -> list[str]:
    """Give what joins the nodes, one zone each."""
    zones = [f"ZONE 'zone{number}' SERVER '{address}:2882'" for number, address in enumerate(addresses, 1)]
    return [f"ALTER SYSTEM BOOTSTRAP {', '.join(zones)}"]


def tenant_statements(zones: int) -> list[str]:
    """Give what makes the tenant: resources of each node, three copies of everything, text up to 256 MB in a statement."""
    names = ", ".join(f"'zone{number}'" for number in range(1, zones + 1))
    return [
        f"CREATE RESOURCE UNIT IF NOT EXISTS {TENANT}_unit MAX_CPU 3, MIN_CPU 3, MEMORY_SIZE '6G', LOG_DISK_SIZE '24G'",
        f"CREATE RESOURCE POOL IF NOT EXISTS {TENANT}_pool UNIT '{TENANT}_unit', UNIT_NUM 1, ZONE_LIST ({names})",
        f"CREATE TENANT IF NOT EXISTS {TENANT} RESOURCE_POOL_LIST ('{TENANT}_pool'), PRIMARY_ZONE 'RANDOM' "
        "SET ob_tcp_invited_nodes = '%'",
    ]


def main() -> None:
    """Run the statements that are still needed."""
    addresses, password = sys.argv[1:], os.environ["WENCE_STORE_PASSWORD"]
    try:
        pymysql.connect(
            host=addresses[0], port=2881, user=f"root@{TENANT}", password=password, connect_timeout=10
        ).close()
        return  # the tenant stands
    except pymysql.Error:
        pass
    root = _root(addresses[0], password)
    with root.cursor() as cursor:
        cursor.execute("SET SESSION ob_query_timeout = 1000000000")
        try:
            cursor.execute("SELECT count(*) FROM oceanbase.DBA_OB_SERVERS WHERE status = 'ACTIVE'")
            joined = cursor.fetchone()[0] >= len(addresses)
        except pymysql.Error:
            joined = False
        for statement in statements(addresses) if not joined else []:
            cursor.execute(statement)
        cursor.execute("ALTER USER root IDENTIFIED BY %s", (password,))
        for statement in tenant_statements(len(addresses)):
            cursor.execute(statement)
    root.close()
    tenant = pymysql.connect(host=addresses[0], port=2881, user=f"root@{TENANT}", autocommit=True)
    with tenant.cursor() as cursor:
        cursor.execute("SET GLOBAL max_allowed_packet = 268435456")
        cursor.execute("ALTER SYSTEM SET ob_vector_memory_limit_percentage = 40")
        cursor.execute("ALTER USER root IDENTIFIED BY %s", (password,))
    tenant.close()


def _root(address: str, password: str) -> pymysql.Connection:
    """The cluster's own user, who has no password before the first run."""
    try:
        return pymysql.connect(host=address, port=2881, user="root", autocommit=True, connect_timeout=10)
    except pymysql.Error:
        return pymysql.connect(
            host=address, port=2881, user="root", password=password, autocommit=True, connect_timeout=10
        )


if __name__ == "__main__":
    main()
