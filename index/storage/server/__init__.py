"""Keep a store's rows in a database server that speaks MySQL: OceanBase, or its engine run beside us as seekdb."""
