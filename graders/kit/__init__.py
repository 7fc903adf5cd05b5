"""What the kit of lab authors stands on: proofs of a lab, its calibration, and the template of a new one."""
