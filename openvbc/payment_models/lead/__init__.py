"""LEAD, which follows ACO REACH from 2027 to 2036; much of it is not published yet."""
