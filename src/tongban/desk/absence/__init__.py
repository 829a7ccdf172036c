"""Who stands in for whom (代理顶岗), and passing work on to a colleague (转办)."""
