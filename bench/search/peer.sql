SELECT COUNT(*), SUM(LENGTH(list)) FROM entry_set WHERE token IN ($1);
