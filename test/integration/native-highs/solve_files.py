"""Solves each file named on the command line to optimality; prints one JSON line for each."""

import json
import math
import sys

import highspy

for path in sys.argv[1:]:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.readModel(path)
    highs.run()
    status = highs.modelStatusToString(highs.getModelStatus())
    objective = highs.getInfo().objective_function_value
    print(json.dumps({"status": status, "objective": objective if math.isfinite(objective) else None}))
