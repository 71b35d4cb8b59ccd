"""An instance as EC2, IAM, SSM and ECS know it, without looking at the instance itself."""
