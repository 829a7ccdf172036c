"""Regions (行政区划), departments (部门), halls (政务大厅) and staff posts (岗位)."""
