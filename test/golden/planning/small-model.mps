NAME bailiwick
ROWS
 N points
 E assign_ACME.Corp..EMEA.
 E assign_acc.0002
 E load_hours_ana
 L piece_overload_above_ana
 E load_arr_bo.b
 L piece_balanceArr_below_bo.b
 L ceiling_bo.b
 L open_ACME.Corp..EMEA._ana_y_Ann_ana
 L open_ACME.Corp..EMEA._bo.b_y_Ann_bo.b
 L open_acc.0002_ana_y_Ann_ana
 L open_acc.0002_bo.b_y_Ann_bo.b
 L open_y_Ann_ana
 L open_y_Ann_bo.b
 L conflict_rivals_0
 L budget.arr_all_1
 L csms.per.ae_Ann_0
COLUMNS
 MARKER 'MARKER' 'INTORG'
 x_ACME.Corp..EMEA._ana points 1
 x_ACME.Corp..EMEA._ana assign_ACME.Corp..EMEA. 1
 x_ACME.Corp..EMEA._ana load_hours_ana 5
 x_ACME.Corp..EMEA._ana open_ACME.Corp..EMEA._ana_y_Ann_ana 1
 x_ACME.Corp..EMEA._ana conflict_rivals_0 1
 x_ACME.Corp..EMEA._bo.b points 2
 x_ACME.Corp..EMEA._bo.b assign_ACME.Corp..EMEA. 1
 x_ACME.Corp..EMEA._bo.b load_arr_bo.b 40
 x_ACME.Corp..EMEA._bo.b ceiling_bo.b 5
 x_ACME.Corp..EMEA._bo.b open_ACME.Corp..EMEA._bo.b_y_Ann_bo.b 1
 x_ACME.Corp..EMEA._bo.b budget.arr_all_1 40
 x_acc.0002_ana points 3
 x_acc.0002_ana assign_acc.0002 1
 x_acc.0002_ana load_hours_ana 2.5
 x_acc.0002_ana open_acc.0002_ana_y_Ann_ana 1
 x_acc.0002_ana conflict_rivals_0 1
 x_acc.0002_ana budget.arr_all_1 10
 x_acc.0002_bo.b points 4.25
 x_acc.0002_bo.b assign_acc.0002 1
 x_acc.0002_bo.b load_arr_bo.b 10
 x_acc.0002_bo.b ceiling_bo.b 2.5
 x_acc.0002_bo.b open_acc.0002_bo.b_y_Ann_bo.b 1
 x_acc.0002_bo.b budget.arr_all_1 10
 x_acc.0002_nobody points 1000
 x_acc.0002_nobody assign_acc.0002 1
 y_Ann_ana points 10
 y_Ann_ana open_ACME.Corp..EMEA._ana_y_Ann_ana -1
 y_Ann_ana open_acc.0002_ana_y_Ann_ana -1
 y_Ann_ana open_y_Ann_ana 1
 y_Ann_ana csms.per.ae_Ann_0 1
 y_Ann_bo.b points 20
 y_Ann_bo.b open_ACME.Corp..EMEA._bo.b_y_Ann_bo.b -1
 y_Ann_bo.b open_acc.0002_bo.b_y_Ann_bo.b -1
 y_Ann_bo.b open_y_Ann_bo.b 1
 y_Ann_bo.b csms.per.ae_Ann_0 1
 z_Vera_ana points 5
 z_Vera_ana open_y_Ann_ana -1
 z_Vera_bo.b points 6
 z_Vera_bo.b open_y_Ann_bo.b -1
 MARKER 'MARKER' 'INTEND'
 hours_ana load_hours_ana -1
 hours_ana piece_overload_above_ana 1
 overload_above_ana points 40
 overload_above_ana piece_overload_above_ana -1
 arr_bo.b load_arr_bo.b -1
 arr_bo.b piece_balanceArr_below_bo.b -1
 balanceArr_below_bo.b points 2
 balanceArr_below_bo.b piece_balanceArr_below_bo.b -1
RHS
 RHS assign_ACME.Corp..EMEA. 1
 RHS assign_acc.0002 1
 RHS piece_overload_above_ana 3
 RHS piece_balanceArr_below_bo.b -20
 RHS ceiling_bo.b 8
 RHS conflict_rivals_0 1
 RHS budget.arr_all_1 45
 RHS csms.per.ae_Ann_0 1
BOUNDS
 BV BND x_ACME.Corp..EMEA._ana
 BV BND x_ACME.Corp..EMEA._bo.b
 BV BND x_acc.0002_ana
 BV BND x_acc.0002_bo.b
 BV BND x_acc.0002_nobody
 BV BND y_Ann_ana
 BV BND y_Ann_bo.b
 BV BND z_Vera_ana
 BV BND z_Vera_bo.b
 UP BND hours_ana 6
 UP BND overload_above_ana 4
 UP BND arr_bo.b 50
 UP BND balanceArr_below_bo.b 21
ENDATA
